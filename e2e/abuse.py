"""What a server on the open internet meets: bad input, slow clients, too many connections.

usage: abuse.py BASE_URL [PID]

With the server's PID the memory of open connections is measured too.
"""
import asyncio
import resource
import sys
import time
from urllib.parse import urlsplit

HOST, PORT = urlsplit(sys.argv[1]).hostname, urlsplit(sys.argv[1]).port
PID = sys.argv[2] if len(sys.argv) > 2 and sys.argv[2] else None
FAILED = []
CAP = 10_000


async def ask(raw, timeout=30):
    """The status of an answer to these bytes, and its text; 0 for a connection that was closed."""
    reader, writer = await asyncio.open_connection(HOST, PORT)
    try:
        try:
            writer.write(raw)
            await writer.drain()
        except ConnectionError:
            pass
        try:
            answer = await asyncio.wait_for(reader.read(), timeout)
        except ConnectionError:
            answer = b""
        return (int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0), answer
    finally:
        writer.close()


def request(path, headers=""):
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nConnection: close\r\n{headers}\r\n".encode()


async def alive(within):
    begun = time.monotonic()
    status, _ = await ask(request("/healthz"))
    took = time.monotonic() - begun
    assert status == 200, f"a reader gets {status}"
    assert took < within, f"a reader waits {took:.1f} s"
    return took


def memory():
    for line in open(f"/proc/{PID}/status", encoding="ascii"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1])


async def check(name, body):
    try:
        told = await body()
        print(f"ok    {name}" + (f": {told}" if told else ""))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        FAILED.append(name)
        print(f"FAIL  {name}\n      {type(error).__name__}: {error}")


async def long_queries():
    for size in (8_000, 40_000, 10_000_000):
        status, _ = await ask(request("/sample-police/disclosures?q=" + "x" * size))
        assert status in (0, 200, 400, 414, 431), f"{size} bytes: {status}"
        await alive(5)
    status, _ = await ask(request("/", "X-Long: " + "y" * 10_000_000 + "\r\n"))
    assert status in (0, 400, 431), status


async def traversal():
    paths = ["/assets/x/../../../../etc/passwd", "/assets/x/..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd",
             "/sample-police/d/..%2f..%2f..%2fetc/passwd", "/sample-police/d/99.FOI.26.000001/..%2f..%2fstore.db",
             "/sample-police/d/99.FOI.26.000001/%00", "/sample-police/d/%00", "/sample-police/disclosures?topic=%00",
             "//etc/passwd", "/..", "/sitemap/..%2f..%2fx.xml", "/api/v1/bulk/..%2fx"]
    for path in paths:
        status, answer = await ask(request(path))
        assert b"root:" not in answer and status < 500, f"{path}: {status}"
    return f"{len(paths)} addresses"


async def hosts():
    for host in ("evil.example", "evil.example:80@x", "", "[::1]", "a" * 5_000, "evil.example\r\nX-Forwarded-Host: worse.example"):
        raw = f"GET /feed.atom HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        status, answer = await ask(raw)
        assert status < 500 and b"evil.example" not in answer and b"worse" not in answer, f"{host[:40]}: {status}"


async def parameters():
    asked = 0
    values = ["", "%00", "%FF%FE", "-1", "0", "1e9", "99999999999999999999", "%3Cscript%3E", "'%20or%201=1--", "%F0%9F%92%A9",
              "a" * 4_000, "%0d%0aSet-Cookie:x=y", "..%2F..", "%25s%25n", "[]", "{}", "null"]
    pages = {
        "/sample-police/disclosures": ["q", "outcome", "provision", "topic", "from", "to", "page", "year", "late", "sort", "authority"],
        "/sample-police/feed.atom": ["outcome", "provision", "topic"],
        "/sample-police/statistics": ["from", "to", "year", "period"],
        "/sample-police/make-a-request": ["about", "step", "q"],
        "/api/v1/disclosures": ["authority", "outcome", "provision", "topic", "from", "to", "cursor", "limit"],
        "/api/v1/bulk/disclosures.csv": ["authority"],
        "/oai": ["verb", "metadataPrefix", "identifier", "from", "until", "set", "resumptionToken"],
        "/deadline-calculator": ["received-day", "received-month", "received-year", "law"],
        "/feedback": ["page", "rating", "comment"],
        "/cookies": ["cookies"],
    }
    for page, names in pages.items():
        for name in names:
            for value in values:
                fixed = "verb=ListRecords&" if page == "/oai" and name != "verb" else ""
                status, answer = await ask(request(f"{page}?{fixed}{name}={value}"))
                assert 200 <= status < 500, f"{page}?{name}={value[:40]}: {status}"
                head, _, body = answer.partition(b"\r\n\r\n")
                assert b"<script>" not in body and b"set-cookie: x" not in head.lower(), f"{page}?{name}={value[:40]}"
                asked += 1
    return f"{asked} requests"


async def slow():
    """Clients that never finish their request, and one that takes nothing of its answer."""
    begun = time.monotonic()
    half = []
    for _ in range(50):
        reader, writer = await asyncio.open_connection(HOST, PORT)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        half.append((reader, writer))
    form = await asyncio.open_connection(HOST, PORT)
    form[1].write(b"POST /feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncomment=")
    await alive(2)

    async def drip(writer):
        try:
            while True:
                writer.write(b"y")
                await writer.drain()
                await asyncio.sleep(1)
        except ConnectionError:
            pass

    drips = [asyncio.create_task(drip(writer)) for _, writer in half]
    await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in half + [form]), return_exceptions=True), 45)
    for task in drips:
        task.cancel()
    return f"closed after {time.monotonic() - begun:.0f} s"


async def crowd():
    """As many connections as there may be, each having been answered once; then more."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    room = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 100
    wanted = min(CAP, room - 100)
    before = memory() if PID else 0
    held, refused, slowest = [], 0, 0.0
    keep = f"GET /healthz HTTP/1.1\r\nHost: {HOST}:{PORT}\r\n\r\n".encode()
    begun = time.monotonic()
    for first in range(0, wanted, 500):
        batch = await asyncio.gather(*(asyncio.open_connection(HOST, PORT) for _ in range(min(500, wanted - first))))
        for _, writer in batch:
            writer.write(keep)
        answers = await asyncio.gather(*(reader.read(16) for reader, _ in batch), return_exceptions=True)
        refused += sum(1 for answer in answers if b"200" not in (answer if isinstance(answer, bytes) else b""))
        held += batch
        if first + 500 < wanted:
            slowest = max(slowest, await alive(5))
    took = time.monotonic() - begun
    after = memory() if PID else 0
    told = f"{len(held)} open, {refused} of them refused, opened in {took:.1f} s, a reader between them waited at most {slowest * 1000:.0f} ms"
    if PID:
        each = (after - before) / max(1, len(held) - refused)
        told += f", {each:.1f} KiB each"
        assert each <= 32, told
    if wanted == CAP:
        extra = [await ask(request("/healthz"), 3) for _ in range(20)]
        assert all(status in (0, 503) for status, _ in extra), [status for status, _ in extra]
        told += f", then {sum(1 for status, _ in extra if status == 503)} of 20 told 503"
    for _, writer in held:
        writer.close()
    await asyncio.sleep(1)
    await alive(2)
    return told


async def main():
    await check("10 MB of query and of header", long_queries)
    await check("no path leads out of the site", traversal)
    await check("the Host header changes nothing", hosts)
    await check("every parameter with every kind of nonsense", parameters)
    await check("slow clients are let go, others are served", slow)
    await check("as many connections as there may be, and more", crowd)
    print(f"{6 - len(FAILED)} passed, {len(FAILED)} failed")
    sys.exit(1 if FAILED else 0)


asyncio.run(main())
