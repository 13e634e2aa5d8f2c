"""Blocking sockets in Python, for the benchmark. The convention is that of ../line_peer.ts.

python3 python_sockets.py serve tcp|udp FILE
python3 python_sockets.py fetch tcp|udp
"""

import select
import socket
import sys
import time

LOOPBACK = "127.0.0.1"
LARGEST_DATAGRAM = 65507
# an empty datagram says that no more will come; it is repeated until it is answered
END = b""
REPEAT_SECONDS = 0.01


def until_stdin_ends(server):
    """Waits for a client; ends the process with its stdin."""
    while True:
        ready, _, _ = select.select([server, sys.stdin], [], [])
        if sys.stdin in ready and sys.stdin.readline() == "":
            sys.exit()
        if server in ready:
            return


def serve_tcp(content):
    server = socket.create_server((LOOPBACK, 0))
    print(server.getsockname()[1], flush=True)
    while True:
        until_stdin_ends(server)
        connection, _ = server.accept()
        with connection:
            size = int(connection.recv(32))
            for start in range(0, len(content), size):
                connection.sendall(content[start : start + size])


def fetch_tcp(port, size):
    buffer = bytearray(size)
    received = 0
    start = time.perf_counter()
    with socket.create_connection((LOOPBACK, port)) as connection:
        connection.sendall(b"%d\n" % size)
        while count := connection.recv_into(buffer):
            received += count
        return received, time.perf_counter() - start


def serve_udp(content):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((LOOPBACK, 0))
    print(server.getsockname()[1], flush=True)
    while True:
        until_stdin_ends(server)
        request, client = server.recvfrom(LARGEST_DATAGRAM)
        if request == END:
            continue
        size = int(request)
        for start in range(0, len(content), size):
            server.sendto(content[start : start + size], client)
        # until the client says that it has understood
        while True:
            server.sendto(END, client)
            if select.select([server], [], [], REPEAT_SECONDS)[0]:
                break


def fetch_udp(port, size):
    buffer = bytearray(size)
    received = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        start = time.perf_counter()
        client.connect((LOOPBACK, port))
        client.send(b"%d\n" % size)
        last = start
        while count := client.recv_into(buffer):
            received += count
            last = time.perf_counter()
        client.send(END)
    return received, last - start


def main():
    role, transport, *rest = sys.argv[1:]
    if role == "serve":
        with open(rest[0], "rb") as file:
            content = memoryview(file.read())
        {"tcp": serve_tcp, "udp": serve_udp}[transport](content)
    fetch = {"tcp": fetch_tcp, "udp": fetch_udp}[transport]
    for line in sys.stdin:
        received, seconds = fetch(*map(int, line.split()))
        print(received, f"{seconds:.9f}", flush=True)


main()
