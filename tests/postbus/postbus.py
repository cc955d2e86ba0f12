"""A mail server for the tests: writes each message to a folder, and its port to its output once it listens. Refuses mailboxes that begin with "weg"."""
import sys, pathlib
from aiosmtpd.controller import Controller


class Bewaar:
    def __init__(self, map):
        self.map = pathlib.Path(map)
        self.nummer = len(list(self.map.glob("*.eml")))

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("weg"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.nummer += 1
        deel = self.map / f"{self.nummer:04}.deel"
        deel.write_bytes(envelope.content)
        deel.rename(deel.with_suffix(".eml"))
        return "250 OK"


Controller(Bewaar(sys.argv[1]), hostname="127.0.0.1", port=int(sys.argv[2])).start()
print(sys.argv[2], flush=True)
sys.stdin.read()
