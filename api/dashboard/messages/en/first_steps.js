export default {
  "first.title": "To begin with",
  "first.done": "Done.",
  "first.camera": "Choose the camera",
  "first.camera_why": "No pictures come from any yet. A webcam will do, a network camera or a phone.",
  "first.calibrate": "Calibrate",
  "first.calibrate_why": "A minute in front of the camera: look where customers are, then at the device.",
  "first.customers": "Say how a customer’s presence is known",
  "first.customers_why": "Optional. Without it gaze is measured, but no encounters with customers.",
  "first.shop": "Set the shop’s opening hours",
  "first.shop_why": "Optional. Outside of them nothing is measured.",
};
