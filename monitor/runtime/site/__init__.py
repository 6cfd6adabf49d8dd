"""All counters: settings in use, pauses, presence, sessions, calibrations, health, writing."""
