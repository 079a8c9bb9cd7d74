"""Pages of the room: routes and schemes of projects, cases, registrations."""
