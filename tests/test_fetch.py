"""Fetching, against a server on this machine that serves good files, bad ones, and nothing."""

import gzip
import hashlib
import http.server
import io
import re
import socket
import tarfile
import threading
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from test_data import drawn, images_like, write_mat, write_pair
from test_photos import write_faces, write_pictures

from helpers import characters, data, download, fetch, readers, splits

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]

CONTENT = gzip.compress(np.random.default_rng(0).bytes(200_000))
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


class Server:
    """A web server whose answers a test chooses: path -> what to do with a request for it."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, str | None]] = []  # path, Range
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append((self.path, self.headers["Range"]))
                if self.path in server.answers:
                    server.answers[self.path](self)
                else:
                    self.send_error(404)

            def log_message(self, *args: object) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def serve(self, path: str, answer: Answer) -> str:
        """Let a path answer so; returns its address."""
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.http.server_port}{path}"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask this machine itself, whatever proxy it uses for others."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def good(content: bytes, ranges: bool = True, kind: str = "application/octet-stream") -> Answer:
    """The content, from where it is asked for if the server knows ranges."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        start = int(re.findall(r"bytes=(\d+)-", request.headers["Range"] or "bytes=0-")[0]) if ranges else 0
        if start >= len(content) > 0:
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        request.wfile.write(content[start:])

    return answer


def broken_off(content: bytes, after: int, pause: float = 0) -> Answer:
    """The first bytes of a file that is said to be longer; then silence for a while, and the line goes dead."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content[:after])
        request.wfile.flush()
        time.sleep(pause)

    return answer


def slow(content: bytes) -> Answer:
    """All of it, in pieces with pauses between them that stay below the timeout."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        for start in range(0, len(content), len(content) // 4):
            request.wfile.write(content[start : start + len(content) // 4])
            request.wfile.flush()
            time.sleep(0.1)

    return answer


def nobody() -> str:
    """An address on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/file.gz"


def archive(content: bytes = CONTENT, **changes: object) -> download.Archive:
    known = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} | changes
    return download.Archive((), "gz", {"file": "folder/file"}, **known)  # type: ignore[arg-type]


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "file.gz.part"


def get(address: str, part: Path, expected: download.Archive | None = None) -> None:
    download.download(address, expected or archive(), part, timeout=0.3, progress=False)


# One download


def test_a_good_file_arrives_and_is_unpacked(server: Server, part: Path, tmp_path: Path) -> None:
    get(server.serve("/file.gz", good(CONTENT)), part)
    assert part.read_bytes() == CONTENT
    download.unpack(archive(), part, tmp_path)
    assert (tmp_path / "folder/file").read_bytes() == gzip.decompress(CONTENT)
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["file"]


def test_a_slow_server_is_waited_for(server: Server, part: Path) -> None:
    get(server.serve("/file.gz", slow(CONTENT)), part)
    assert part.read_bytes() == CONTENT


def test_the_progress_bar_counts_bytes(server: Server, part: Path, capsys: pytest.CaptureFixture[str]) -> None:
    download.download(server.serve("/file.gz", good(CONTENT)), archive(), part, timeout=1)
    assert re.search(r"file\.gz: 100%.*200k/200k", capsys.readouterr().err)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (good(CONTENT[:-1]), "expected 200,0.. bytes, the server has 200,0"),
        (good(CONTENT[:-1] + b"x"), "expected sha256 .*, got"),
        (good(PAGE, kind="text/html; charset=utf-8"), "answered with a web page"),
        (broken_off(CONTENT, 1000), "the connection was closed after 1,000 of 200,0"),
        (broken_off(CONTENT, 1000, pause=0.6), r"the connection was lost \(timed out\)"),
        (lambda request: request.send_error(503), "answered 503 Service Unavailable"),
    ],
    ids=["truncated", "corrupted", "web page", "closed", "stalled", "503"],
)
def test_a_bad_answer_is_refused(server: Server, part: Path, answer: Answer, message: str) -> None:
    with pytest.raises(download.FetchError, match=message):
        get(server.serve("/file.gz", answer), part)


def test_where_nothing_was_published_the_kind_of_file_is_checked(server: Server, part: Path) -> None:
    unpublished = archive(size=None, sha256=None)
    with pytest.raises(download.FetchError, match="expected a gz file, got one that starts with b'<!DO'"):
        get(server.serve("/page", good(PAGE)), part, unpublished)
    assert not part.exists()
    get(server.serve("/file.gz", good(CONTENT[:-50])), part, unpublished)
    with pytest.raises(download.FetchError, match="the archive is damaged"):
        download.unpack(unpublished, part, part.parent)
    assert not part.exists()
    assert not (part.parent / "folder/file").exists()


def test_nobody_listening(part: Path) -> None:
    with pytest.raises(download.FetchError, match=r"no answer \(.*refused"):
        get(nobody(), part)


def test_an_interrupted_download_goes_on_where_it_stopped(server: Server, part: Path) -> None:
    address = server.serve("/file.gz", broken_off(CONTENT, 70_000))
    with pytest.raises(download.FetchError, match="after 70,000"):
        get(address, part)
    server.serve("/file.gz", good(CONTENT))
    get(address, part)
    assert part.read_bytes() == CONTENT
    assert server.requests[-1] == ("/file.gz", "bytes=70000-")


def test_it_starts_again_where_the_server_knows_no_ranges(server: Server, part: Path) -> None:
    part.write_bytes(CONTENT[:5000])
    get(server.serve("/file.gz", good(CONTENT, ranges=False)), part)
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize("left", [b"\x1f\x8bsomething else", b"x" * (len(CONTENT) + 5)], ids=["other", "longer"])
def test_what_was_left_of_another_file_is_thrown_away(server: Server, part: Path, left: bytes) -> None:
    part.write_bytes(left)
    get(server.serve("/file.gz", good(CONTENT)), part)
    assert part.read_bytes() == CONTENT


def test_a_download_that_was_complete_is_not_repeated(server: Server, part: Path) -> None:
    part.write_bytes(CONTENT)
    get(server.serve("/file.gz", good(CONTENT)), part)
    assert server.requests == [("/file.gz", f"bytes={len(CONTENT)}-")]


def test_a_zip_is_unpacked_by_the_manifest_and_not_by_its_own_paths(tmp_path: Path) -> None:
    part = tmp_path / "a/b/box.zip.part"
    part.parent.mkdir(parents=True)
    with zipfile.ZipFile(part, "w") as box:
        box.writestr("../../evil.txt", "out")
        box.writestr("/absolute/one.txt", "one")
        box.writestr("../two.gz", gzip.compress(b"two"))
        box.writestr("__MACOSX/._one.txt", "rubbish")
    wanted = download.Archive((), "zip", {"one.txt": "x/one.txt", "two.gz": "two"})
    download.unpack(wanted, part, tmp_path / "a/b")
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"a/b/box.zip.part", "a/b/x/one.txt", "a/b/two"}
    assert (tmp_path / "a/b/two").read_bytes() == b"two"
    with pytest.raises(download.FetchError, match=r"no three\.txt in it"):
        download.unpack(download.Archive((), "zip", {"three.txt": "three"}), part, tmp_path)


def test_a_tape_is_unpacked_by_the_manifest_and_not_by_its_own_paths(tmp_path: Path) -> None:
    part = tmp_path / "a/b/box.tar.gz.part"
    part.parent.mkdir(parents=True)
    with tarfile.open(part, "w:gz") as tape:
        for name, content in (("../../evil", b"out"), ("/absolute/one", b"one"), ("folder/two", b"two")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tape.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("folder/three")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tape.addfile(link)
    content = part.read_bytes()
    download.unpack(download.Archive((), "tar.gz", {"one": "x/one", "two": "two"}), part, tmp_path / "a/b")
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {"a/b/box.tar.gz.part", "a/b/x/one", "a/b/two"}
    assert (tmp_path / "a/b/x/one").read_bytes() == b"one"
    with pytest.raises(download.FetchError, match="no three in it"):
        download.unpack(download.Archive((), "tar.gz", {"three": "three"}), part, tmp_path)
    for damaged in (content[: len(content) // 2], content[:-9], content[:2] + b"rubbish"):
        part.write_bytes(damaged)
        with pytest.raises(download.FetchError, match="the archive is damaged"):
            download.unpack(download.Archive((), "tar.gz", {"two": "two"}), part, tmp_path / "c")
        assert not part.exists()


# A whole data set


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(data, "FOLDER", tmp_path / "data")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def write_manifest(folder: Path, name: str, archives: list[dict]) -> None:
    lines = [f"[{name}]", f'title = "{name} for a test"', 'homepage = "http://example.org/"']
    for entry in archives:
        unpack = ", ".join(f'"{member}" = "{file}"' for member, file in entry.pop("unpack").items())
        lines += [f"[[{name}.archives]]", f"unpack = {{ {unpack} }}"]
        lines += [f"{key} = {value!r}" for key, value in entry.items()]
    (folder / "datasets.toml").write_text("\n".join(lines))


NIST36_UNPACK = {f"nist36_{part}.mat": f"nist36/nist36_{part}.mat" for part in splits.PARTS}


def nist36_zip(tmp_path: Path, **changes: object) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as box:
        for part in splits.PARTS:
            write_mat(tmp_path / "made.mat", part, **(changes if part == "test" else {}))
            box.write(tmp_path / "made.mat", f"data/nist36_{part}.mat")
    return content.getvalue()


def run(*arguments: object) -> int:
    return fetch.main([str(argument) for argument in arguments])


def test_fetch_puts_a_set_where_load_finds_it(
    server: Server, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = nobody(), server.serve("/data.zip", good(nist36_zip(tmp_path)))
    write_manifest(folder, "nist36", [{"addresses": [first, second], "format": "zip", "unpack": NIST36_UNPACK}])
    assert run("fetch", "nist36") == 0
    assert capsys.readouterr().out == f"nist36: fetched into {folder}\n"
    assert data.load("nist36").source == "real"
    assert not list((folder / "downloads").iterdir())
    count = len(server.requests)
    assert run("fetch", "nist36") == 0
    assert capsys.readouterr().out == f"nist36: already in {folder}\n"
    assert len(server.requests) == count
    (folder / "nist36/nist36_test.mat").write_bytes(b"damaged")
    assert run("fetch", "all") == 0
    assert len(data.load("nist36", "real").test) == 72
    assert run("fetch", "nist36", "--to", tmp_path / "else where") == 0
    assert (tmp_path / "else where/nist36/nist36_train.mat").is_file()


def test_another_archive_with_the_same_files_is_tried(server: Server, folder: Path, tmp_path: Path) -> None:
    content = nist36_zip(tmp_path)
    bad = {"addresses": [server.serve("/bad.zip", good(content[:-9]))], "format": "zip", "unpack": NIST36_UNPACK}
    write_manifest(folder, "nist36", [bad, bad | {"addresses": [server.serve("/data.zip", good(content))]}])
    assert run("fetch", "nist36") == 0
    assert data.load("nist36").source == "real"


def test_mnist_comes_in_four_archives(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(characters, "MNIST_COUNTS", {"train": 60, "t10k": 10})
    made = folder.parent / "made"
    entries = []
    for part, count in characters.MNIST_COUNTS.items():
        write_pair(made / part, images_like(np.zeros((28, 28), np.uint8), count), np.arange(count) % 10, ".gz")
    for path in made.iterdir():
        content = path.read_bytes()
        entries.append({
            "addresses": [server.serve(f"/{path.name}", good(content))], "format": "gz", "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(), "unpack": {path.stem: f"MNIST/raw/{path.stem}"},
        })  # fmt: skip
    write_manifest(folder, "mnist", entries)
    assert run("fetch", "mnist") == 0
    assert len(data.load("mnist", "real").test) == 10


def test_a_file_that_is_not_packed_is_fetched_by_its_checksum(
    server: Server, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_faces(tmp_path / "made.mat")
    content = (tmp_path / "made.mat").read_bytes()
    entry = {
        "addresses": [server.serve("/files/5976027", good(content[:-1] + b"x"))], "format": "plain",
        "sha256": hashlib.sha256(content).hexdigest(), "unpack": {"olivettifaces.mat": "olivetti/olivettifaces.mat"},
    }  # fmt: skip
    write_manifest(folder, "olivetti", [entry.copy()])
    assert run("fetch", "olivetti") == 1
    assert "expected sha256" in capsys.readouterr().err
    assert data.where("olivetti") is None
    server.serve("/files/5976027", good(content))
    assert run("fetch", "olivetti") == 0
    assert len(data.load("olivetti", "real").test) == 80


def test_a_set_that_nobody_serves_says_what_to_do_by_hand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "datasets.toml").write_text('[scenes8]\ntitle = "scenes"\nby_hand = "ask the teacher."')
    assert run("fetch", "scenes8") == 1
    expected = f"scenes8: scenes8/train/, scenes8/test/ missing. Nobody serves this set: ask the teacher. ({folder})\n"
    assert capsys.readouterr().err == expected
    assert run("fetch", "all") == 0, "all that are served"
    write_pictures(folder / "scenes8", readers.SCENES, {"train": 3})
    assert run("list") == 0
    assert capsys.readouterr().out == f"scenes8  scenes: 1 of 2 folders in {folder}\n"
    write_pictures(folder / "scenes8", readers.SCENES, {"test": 1})
    assert run("fetch", "scenes8") == 0
    assert capsys.readouterr().out == f"scenes8: already in {folder}\n"


def test_when_no_address_answers_one_sentence_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest(folder, "nist36", [
        {"addresses": [nobody(), nobody()], "format": "zip", "unpack": NIST36_UNPACK},
    ])  # fmt: skip
    assert run("fetch", "nist36") == 1
    output, error = capsys.readouterr()
    assert output == ""
    assert error.count("\n") == 1
    sentence = (
        r"nist36: no address gave the right files, so try later or download it by hand \(see http://example\.org/\) "
        rf"and put nist36/nist36_train\.mat, .* into {folder} \(http.*: no answer .*; http.*: no answer .*\)\.\n"
    )
    assert re.fullmatch(sentence, error)
    assert data.where("nist36") is None


def test_files_that_no_lesson_could_read_are_not_taken(
    server: Server, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = nist36_zip(tmp_path, test_data=np.full((72, 1024), np.nan))
    address = server.serve("/data.zip", good(content))
    write_manifest(folder, "nist36", [{"addresses": [address], "format": "zip", "unpack": NIST36_UNPACK}])
    assert run("fetch", "nist36") == 1
    assert "test_data in [0, 1], got values from nan to nan" in capsys.readouterr().err
    monkeypatch.setattr("helpers.standins.draw", drawn)
    assert data.load("nist36").source == "stand-in"
    server.serve("/data.zip", good(nist36_zip(tmp_path)))
    assert run("fetch", "nist36") == 0


def test_an_interrupted_fetch_leaves_only_what_the_next_one_goes_on_from(
    server: Server, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = nist36_zip(tmp_path)
    address = server.serve("/data.zip", good(content))
    write_manifest(folder, "nist36", [{"addresses": [address], "format": "zip", "unpack": NIST36_UNPACK}])

    def interrupt(response: object) -> Iterator[bytes]:
        yield content[:1000]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(download, "_chunks", interrupt)
        assert run("fetch", "nist36") == 130
    assert "goes on from here" in capsys.readouterr().err
    assert data.where("nist36") is None
    [left] = [path for path in folder.rglob("*") if path.is_file() and path.name != "datasets.toml"]
    assert left.suffix == ".part"
    assert run("fetch", "nist36") == 0
    assert server.requests[-1] == ("/data.zip", "bytes=1000-")


def test_list_says_what_is_where(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_manifest(folder, "nist36", [{"addresses": [], "format": "zip", "unpack": NIST36_UNPACK}])
    assert run("list") == 0
    assert capsys.readouterr().out == "nist36   nist36 for a test: not here; the stand-in is drawn\n"
    write_mat(folder / "nist36/nist36_train.mat", "train")
    assert run("list") == 0
    assert capsys.readouterr().out == f"nist36   nist36 for a test: 1 of 3 files in {folder}\n"


@pytest.mark.parametrize(("prepare", "message"), [(False, "datasets.toml not found"), (True, "no data set 'zebra'")])
def test_what_cannot_be_fetched_is_said(
    folder: Path, prepare: bool, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if prepare:
        write_manifest(folder, "nist36", [{"addresses": [], "format": "zip", "unpack": NIST36_UNPACK}])
    assert run("fetch", "zebra") == 1
    assert message in capsys.readouterr().err


# The manifest


def test_the_manifest_is_complete_and_names_the_files_that_are_read() -> None:
    sets = tomllib.loads((Path(__file__).parents[1] / "data/datasets.toml").read_text(encoding="utf-8"))
    assert set(data.NAMES) <= set(sets)
    for name, entry in sets.items():
        for key in ("title", "homepage", "license", "citation", "counts", "image", "classes", "lessons"):
            assert key in entry, f"{name}: {key}"
        known = fetch.archives(entry)
        files = [file for archive in known for file in archive.unpack.values()]
        assert ("by_hand" in entry) != bool(known), f"{name}: served, or to be put there by hand"
        if name in readers.SETS:
            assert set(files) == (set(readers.SETS[name].files) if known else set())
            assert entry["classes"] == len(readers.SETS[name].classes)
        assert not any(file.startswith("/") or ".." in file for file in files)
        for archive in known:
            assert archive.format in download.SIGNATURES
            assert archive.format != "plain" or archive.sha256, "nothing else would tell a wrong file"
            assert archive.sha256 or all(address.startswith("https://") for address in archive.addresses)
            assert archive.sha256 is None or re.fullmatch("[0-9a-f]{8}|[0-9a-f]{64}", archive.sha256)
            assert archive.sha256 is None or "checksum_from" in entry
