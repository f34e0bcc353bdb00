"""What public services do wrong. Each takes the place of one answer."""

from __future__ import annotations

import gzip
import zlib

from tests.sources.replay import Fault, Handler


def status(code: int, **headers: str) -> Fault:
    def fault(handler: Handler) -> None:
        handler.send(b"busy", "text/plain", code, Connection="close", **headers)

    return fault


def body(text: bytes, kind: str = "application/json", **headers: str) -> Fault:
    """An answer of this text."""

    def fault(handler: Handler) -> None:
        handler.send(text, kind, **headers)

    return fault


def silence(handler: Handler) -> None:
    """Never answers."""
    handler.replay.closing.wait(30)
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """Sends a byte now and then, for ever."""
    _head(handler, {"Content-Length": "100000"})
    while not handler.replay.closing.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def broken_off(handler: Handler) -> None:
    """Promises more than it sends."""
    _head(handler, {"Content-Length": "5000"})
    handler.wfile.write(b'{"protocolSection": {')
    handler.close_connection = True


def flood(size: int) -> Fault:
    """A body of ``size`` bytes without an announced length."""

    def fault(handler: Handler) -> None:
        _head(handler, {"Connection": "close"})
        piece = b" " * 1_000_000
        for _ in range(size // len(piece)):
            handler.wfile.write(piece)
        handler.close_connection = True

    return fault


def gzip_bomb(size: int) -> Fault:
    """A small body that unpacks to ``size`` bytes."""
    packer = zlib.compressobj(9, wbits=31)
    piece = b" " * 1_000_000
    packed = b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()

    def fault(handler: Handler) -> None:
        _head(handler, {"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
        handler.wfile.write(packed)

    return fault


def cut_gzip(handler: Handler) -> None:
    packed = gzip.compress(b'{"a": 1}' * 100)[:-20]
    _head(handler, {"Content-Encoding": "gzip", "Content-Length": str(len(packed))})
    handler.wfile.write(packed)


def packed(body: bytes, encoding: str = "gzip") -> Fault:
    """A body said to be packed."""

    def fault(handler: Handler) -> None:
        _head(handler, {"Content-Encoding": encoding, "Content-Length": str(len(body))})
        handler.wfile.write(body)

    return fault


def wire(answer: bytes) -> Fault:
    """These very bytes, head and all, then silence by hanging up."""

    def fault(handler: Handler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    return fault


def drip_of(start: bytes, piece: bytes) -> Fault:
    """An answer that begins so and then goes on for ever, a piece now and then."""

    def fault(handler: Handler) -> None:
        handler.wfile.write(start)
        while not handler.replay.closing.wait(0.02):
            handler.wfile.write(piece)

    return fault


def redirect(address: str) -> Fault:
    def fault(handler: Handler) -> None:
        handler.send(b"", status=302, Location=address)

    return fault


def _head(handler: Handler, headers: dict[str, str], kind: str = "application/json") -> None:
    handler.send_response(200)
    for name, value in {"Content-Type": kind, **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()


ANY = "application/json, text/csv, text/xml"  # what each source is taken to send

ENTITY_BOMB = b"""<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [
<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<PubmedArticleSet><PubmedArticle>&c;</PubmedArticle></PubmedArticleSet>"""

OUTSIDE_ENTITY = b"""<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [
<!ENTITY a SYSTEM "file:///etc/hostname">]><PubmedArticleSet>&a;</PubmedArticleSet>"""
