"""The special plan: units, binding layers, phases, money, words; approved, frozen and filed."""
