"""What belongs to FaceMesh alone: how it numbers its points, and what was fitted to its readings.

The rigid points are an average face. Source: FaceMesh landmarks of scikit-image's public-domain
portrait of an astronaut, averaged over five rotations of the picture, made symmetric by averaging
with their own mirror image, scaled to a distance of 63 mm between the pupils, and turned so that
the line from the top of the forehead (landmark 10) to the chin (152) leans back by 4 degrees: so
stands a head that looks straight ahead, on the mannequin and on average over people who look into a
camera. `tests/fitting/face_model.py` makes the numbers. Eyelids, brows, lips and jaw are left out:
they move without the head.

The partners were made from the same face: each landmark's is the one nearest to its own mirror
image (an assignment over all 478, checked against the mesh's edges).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.perception.eye_shape import EyeDepths, EyePoints, EyeShapeParams, eyes_points
from monitor.perception.eyelids import EyelidsParams
from monitor.perception.face_model import FaceModel
from monitor.perception.gaze import GazeParams
from monitor.perception.head_pose import HeadPoseParams, rigid_face
from monitor.perception.life import LifeParams
from monitor.perception.quality import QualityParams
from monitor.units import rad_from_deg

SURFACE_COUNT: Final = 468
"""The points of the face itself; those of the irises come after them."""

LANDMARK_COUNT: Final = 478
"""With five for the iris of each eye."""

EYE_REGION: Final[NDArray[np.intp]] = np.array([33, 133, 362, 263, 159, 145, 386, 374, 70, 300])
"""Corners, lids and brows: the box around them is what light and sharpness are measured in."""
EYE_REGION.setflags(write=False)

RIGID_POINTS: Final = (
    (33, -44.4, -1.0, 2.6),
    (133, -16.9, 1.0, -2.6),
    (362, 16.9, 1.0, -2.6),
    (263, 44.4, -1.0, 2.6),
    (168, 0.0, -7.1, -18.8),
    (6, 0.0, 0.6, -23.3),
    (197, 0.0, 7.6, -28.4),
    (195, 0.0, 13.9, -33.8),
    (5, 0.0, 20.7, -39.5),
    (4, 0.0, 29.5, -42.0),
    (1, 0.0, 36.3, -40.1),
    (10, 0.0, -53.8, -14.4),
    (109, -18.9, -53.2, -12.7),
    (338, 18.9, -53.2, -12.7),
    (67, -34.8, -50.0, -6.6),
    (297, 34.8, -50.0, -6.6),
    (103, -49.3, -43.4, 4.1),
    (332, 49.3, -43.4, 4.1),
    (54, -58.4, -33.8, 15.9),
    (284, 58.4, -33.8, 15.9),
    (21, -63.8, -22.1, 27.4),
    (251, 63.8, -22.1, 27.4),
    (162, -66.7, -9.6, 39.7),
    (389, 66.7, -9.6, 39.7),
    (127, -67.8, 5.5, 49.5),
    (356, 67.8, 5.6, 49.5),
    (234, -67.3, 19.7, 53.9),
    (454, 67.3, 19.7, 53.9),
    (93, -66.4, 33.9, 54.5),
    (323, 66.4, 33.9, 54.5),
    (98, -19.7, 37.5, -16.5),
    (327, 19.7, 37.5, -16.5),
    (8, 0.0, -14.8, -18.7),
    (151, 0.0, -38.9, -17.5),
    (9, 0.0, -23.3, -19.8),
    (108, -16.6, -39.1, -16.1),
    (337, 16.6, -39.1, -16.1),
    (69, -31.1, -38.3, -11.7),
    (299, 31.1, -38.3, -11.7),
    (227, -66.9, 17.8, 32.7),
    (447, 66.9, 17.8, 32.7),
    (116, -61.8, 14.2, 14.7),
    (345, 61.8, 14.2, 14.7),
    (143, -59.9, 3.7, 16.2),
    (372, 59.9, 3.7, 16.2),
)
"""Landmark, and its place on the average face in mm, in the head frame."""

LEFT_EYE: Final = EyePoints(
    outer=33,
    inner=133,
    upper=(160, 159, 158),
    lower=(144, 145, 153),
    iris=468,
    iris_rim=(469, 470, 471, 472),
)
"""The eye on the left of the picture (the person's right) when the face looks into the lens."""

RIGHT_EYE: Final = EyePoints(
    outer=263,
    inner=362,
    upper=(387, 386, 385),
    lower=(373, 374, 380),
    iris=473,
    iris_rim=(474, 475, 476, 477),
)
"""The eye on the right of the picture (the person's left)."""

FACE_MESH: Final = FaceModel(
    # FaceMesh draws turned faces less turned than they are. Measured on the mannequin over ±30
    # degrees of yaw and ±25 of pitch (docs/accuracy.md).
    head_pose=HeadPoseParams(rigid_face(RIGID_POINTS), yaw_gain=1.15, pitch_gain=1.1),
    eye_shape=EyeShapeParams(
        eyes_points(
            LEFT_EYE,
            RIGHT_EYE,
            EyeDepths(outer_mm=2.6, inner_mm=-2.6, lids_mm=-4.4, iris_mm=-2.6),
        )
    ),
    eyelids=EyelidsParams(
        shut_mm=1.0,
        open_mm=8.5,
        low_below=0.33,
        lowered_per_mm=1.37,
        lowered_rest=-3.3,
        drooping_mm=2.2,
        head_bent_rad=rad_from_deg(-14.0),
        followed_per_iris_mm=2.03,
        followed_per_lower_mm=-1.19,
        followed_rest=3.74,
    ),
    # docs/accuracy.md says what each was chosen on.
    gaze=GazeParams(
        yaw_per_mm_deg=7.75,
        pitch_of_head=0.84,
        pitch_per_iris_mm_deg=-6.5,
        pitch_per_upper_mm_deg=-4.5,
        pitch_per_lower_mm_deg=-1.5,
        pitch_rest_deg=-32.25,
        pitch_bend_deg=-10.0,
        pitch_steepening=1.5,
        sigma_yaw_deg=3.5,
        sigma_pitch_deg=3.5,
        sigma_per_mm_deg=1.5,
    ),
    quality=QualityParams(
        face_width_min_px=36.0,
        yaw_max_rad=rad_from_deg(55.0),
        pitch_max_rad=rad_from_deg(50.0),
        misfit_max_mm=14.0,
        misfit_good_mm=5.0,
        iris_min_mm=6.0,
        iris_max_mm=17.0,
        luma_min=12.0,
        contrast_min=4.0,
        sharpness_min=0.075,
        asymmetry_max_mm=5.25,
    ),
    life=LifeParams(
        points=(
            *(70, 63, 105, 66, 107, 336, 296, 334, 293, 300),  # brows
            *(33, 133, 362, 263, 168, 1, 2, 98, 327),  # corners of the eyes, nose
            *(61, 291, 13, 14, 0, 17, 78, 308),  # lips
            *(10, 152, 234, 454, 172, 397),  # outline
        ),
        upper_lids=(159, 386),
        lower_lids=(145, 374),
        moved_min=0.03,
        blinked_min=0.06,
    ),
)
"""FaceMesh with `refine_landmarks`, as the core reads it."""

_PAIRS: Final = (
    "3:248 7:249 20:250 21:251 22:252 23:253 24:254 25:255 26:256 27:257 28:258 29:259 30:260 "
    "31:261 32:262 33:263 34:264 35:265 36:266 37:267 38:268 39:269 40:270 41:271 42:272 "
    "43:273 44:274 45:275 46:276 47:277 48:278 49:279 50:280 51:281 52:282 53:283 54:284 "
    "55:285 56:286 57:287 58:288 59:289 60:290 61:291 62:292 63:293 64:294 65:295 66:296 "
    "67:297 68:298 69:299 70:300 71:301 72:302 73:303 74:304 75:305 76:306 77:307 78:308 "
    "79:309 80:310 81:311 82:312 83:313 84:314 85:315 86:316 87:317 88:318 89:319 90:320 "
    "91:321 92:322 93:323 95:324 96:325 97:326 98:327 99:328 100:329 101:330 102:331 103:332 "
    "104:333 105:334 106:335 107:336 108:337 109:338 110:339 111:340 112:341 113:342 114:343 "
    "115:344 116:345 117:346 118:347 119:348 120:349 121:350 122:351 123:352 124:353 125:354 "
    "126:355 127:356 128:357 129:358 130:359 131:360 132:361 133:362 134:363 135:364 136:365 "
    "137:366 138:367 139:368 140:369 141:370 142:371 143:372 144:373 145:374 146:375 147:376 "
    "148:377 149:378 150:379 153:380 154:381 155:382 156:383 157:384 158:385 159:386 160:387 "
    "161:388 162:389 163:390 165:391 166:392 167:393 169:394 170:395 171:396 172:397 173:398 "
    "174:399 176:400 177:401 178:402 179:403 180:404 181:405 182:406 183:407 184:408 185:409 "
    "186:410 187:411 188:412 189:413 190:414 191:415 192:416 193:417 194:418 196:419 198:420 "
    "201:421 202:422 203:423 204:424 205:425 206:426 207:427 208:428 209:429 210:430 211:431 "
    "212:432 213:433 214:434 215:435 216:436 217:437 218:438 219:439 220:440 221:441 222:442 "
    "223:443 224:444 225:445 226:446 227:447 228:448 229:449 230:450 231:451 232:452 233:453 "
    "234:454 235:455 236:456 237:457 238:458 239:459 240:460 241:461 242:462 243:463 244:464 "
    "245:465 246:466 247:467 468:473 469:476 470:475 471:474 472:477"
)
"""Image-left and image-right landmark of each pair; what is not named lies on the middle line."""


def _partners() -> NDArray[np.intp]:
    partners = np.arange(LANDMARK_COUNT)
    for pair in _PAIRS.split():
        left, right = (int(number) for number in pair.split(":"))
        partners[left], partners[right] = right, left
    partners.setflags(write=False)
    return partners


PARTNERS: Final[NDArray[np.intp]] = _partners()
"""Shape (478,): the landmark on the other side of the face."""


def mirrored_points(points_px: NDArray[np.float64], width_px: int) -> NDArray[np.float64]:
    """Landmarks, shape (478, 3), found in a mirrored picture, as they lie in the picture itself."""
    swapped = points_px[PARTNERS]
    swapped[:, 0] = width_px - swapped[:, 0]
    return swapped
