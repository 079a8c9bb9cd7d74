"""Start the demo twice beside the least that a Django server can do; prints ratios.

first: `linli run` in an empty folder, which fills the demo city through the real importer.
second: `linli run` again, until the sign-in page answers. floor: Django's own development server
with the same settings, until the same page answers. Compare the ratios, not the seconds.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from urllib.error import URLError
from urllib.request import urlopen

LIMIT = 120  # seconds


def seconds_to_answer(home: str, *command: str) -> float:
    """Start a server; return the seconds until its sign-in page answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "LINLI_HOME": home, "DJANGO_SETTINGS_MODULE": "linli.settings"}
    begun = time.perf_counter()
    filled = [part.format(port=port) for part in command]
    with subprocess.Popen([sys.executable, *filled], env=environment) as server:
        try:
            while time.perf_counter() - begun < LIMIT:
                try:
                    urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=1).close()
                except (URLError, ConnectionError, TimeoutError):
                    time.sleep(0.02)
                else:
                    return time.perf_counter() - begun
        finally:
            server.terminate()
    raise SystemExit("the server did not answer")


def main() -> None:
    """Print the seconds of each start and the second start's ratio to the floor."""
    linli = ("-m", "linli.cli", "run", "--port", "{port}")
    django = ("-m", "django", "runserver", "--noreload", "{port}")
    with tempfile.TemporaryDirectory() as home:
        first = seconds_to_answer(home, *linli)
        seconds = sorted(seconds_to_answer(home, *linli) for _ in range(5))
        floors = sorted(seconds_to_answer(home, *django) for _ in range(5))
    print(f"first start, fills the demo  {first:6.2f} s")
    print(f"second start, median of 5    {seconds[2]:6.2f} s   {seconds[2] / floors[2]:.2f}x floor")
    print(f"floor: Django's own server   {floors[2]:6.2f} s")


if __name__ == "__main__":
    main()
