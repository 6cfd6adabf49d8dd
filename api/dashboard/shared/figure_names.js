// The numbers of `figures`, in the order in which people read them.

/** How much of the time, and how well: shown side by side, never melted into one grade. */
export const QUANTITY = ["customer_gaze_share", "device_share", "coverage"];
export const QUALITY = [
  "first_look_median_s",
  "first_look_p90_s",
  "return_median_s",
  "check_back_share",
  "never_looked_up_share",
  "look_aways_per_min",
  "long_look_aways_per_h",
  "prolonged_look_aways_per_h",
  "splits_per_h",
];
