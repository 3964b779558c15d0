#!/usr/bin/env python3
"""candour and PyMuPDF redact the same files in turn, pinned to one core, and their CPU seconds are compared.

usage: crates/redact/benches/beside_pymupdf.py [--rounds 5] [--only text,charts] [--inputs DIR] [--binary PATH]

Needs a Python with pymupdf, reportlab, pikepdf and pillow, and the generator of the inputs, ../shared/bench/gen_pdfs.py
(or the four files already made, in --inputs). What is measured, and what came out, is told in docs/benchmarks.md.

candour is charged with its whole process, reading and writing files included; PyMuPDF only with its work on the
document, because starting Python is not its fault. What is compared first is redacting and writing, so candour is run
without its verification, by the example `redact`: the product has no such switch.
"""
import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
GENERATOR = ROOT.parent / 'shared' / 'bench' / 'gen_pdfs.py'
KINDS = {'text': 'text300.pdf', 'one-bit scans': 'scang4_100.pdf', 'JPEG scans': 'scanjpeg100.pdf', 'charts': 'chart100.pdf'}
MARKS_PER_PAGE = 3


def make_marks(path, pages=None):
    """Three words of each page, or three places where there are no words; the same for both programs."""
    import pymupdf
    rnd, marks = random.Random(3), []
    with pymupdf.open(path) as document:
        for page in document:
            height = page.rect.height
            words = page.get_text('words')
            if len(words) >= MARKS_PER_PAGE:
                boxes = [word[:4] for word in rnd.sample(words, MARKS_PER_PAGE)]
            else:
                corners = [(rnd.uniform(60, page.rect.width - 130), rnd.uniform(60, height - 60)) for _ in range(MARKS_PER_PAGE)]
                boxes = [(x, y, x + 60, y + 13) for x, y in corners]
            if pages is None or page.number in pages:
                marks += [{'page': page.number + 1, 'rect': [x0, height - y1, x1, height - y0], 'exemption': 's40-2', 'label': '', 'level': 'exact'}
                          for x0, y0, x1, y1 in boxes]
    return {'version': 1, 'marks': marks}


def pymupdf_once(path, marks_path, output):
    """Redacts by PyMuPDF in this process; its CPU seconds, from the file to the file."""
    import pymupdf
    marks = json.loads(Path(marks_path).read_text())['marks']
    begun = time.process_time()
    document = pymupdf.open(path)
    pages = {}
    for mark in marks:
        pages.setdefault(mark['page'] - 1, []).append(mark['rect'])
    for number, rects in pages.items():
        page = document[number]
        height = page.rect.height
        for x0, y0, x1, y1 in rects:
            page.add_redact_annot(pymupdf.Rect(x0, height - y1, x1, height - y0), fill=(0, 0, 0))
        page.apply_redactions(images=pymupdf.PDF_REDACT_IMAGE_PIXELS, graphics=pymupdf.PDF_REDACT_LINE_ART_REMOVE_IF_TOUCHED)
    document.save(output, garbage=4, deflate=True)
    print(time.process_time() - begun)


def run(command, cores, settings=()):
    """Runs a program on some cores; its CPU seconds, wall seconds, peak memory in MB and what it printed."""
    begun = time.monotonic()
    child = subprocess.Popen(['taskset', '-c', cores, *command], stdout=subprocess.PIPE, text=True, env={**os.environ, **dict(settings)})
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f'{command[0]} failed with status {child.returncode}')
    return usage.ru_utime + usage.ru_stime, time.monotonic() - begun, usage.ru_maxrss / 1024, printed


class Bench:
    def __init__(self, options, inputs, work):
        self.binary, self.rounds, self.core = options.binary, options.rounds, str(min(os.sched_getaffinity(0)))
        self.inputs, self.work = inputs, work

    def candour(self, source, marks, output, *flags, cores=None):
        # The product starts its worker process with these settings.
        settings = subprocess.check_output([str(self.binary), str(source), '--settings'], text=True).strip()
        return run([str(self.binary), str(source), str(marks), str(output), *flags], cores or self.core, [settings.split('=', 1)])

    def pymupdf(self, source, marks, output):
        return float(run([sys.executable, __file__, '--pymupdf-once', str(source), str(marks), str(output)], self.core)[3])

    def marks(self, source, pages=None):
        path = self.work / 'marks.json'
        path.write_text(json.dumps(make_marks(source, pages)))
        return path

    def beside(self, name, source, pages, *flags):
        """One row: the median of the ratios of rounds in which both ran one after the other."""
        marks, mine, other = self.marks(source, pages), self.work / 'candour.pdf', self.work / 'pymupdf.pdf'
        ours, theirs = [], []
        for _ in range(self.rounds):
            ours.append(self.candour(source, marks, mine, *flags)[0])
            theirs.append(self.pymupdf(source, marks, other))
        ratio = statistics.median(b / a for a, b in zip(ours, theirs))
        size = source.stat().st_size
        print(f'| {name} | {statistics.median(ours):.2f} s | {statistics.median(theirs):.2f} s | **{ratio:.1f}x** '
              f'| {mine.stat().st_size / size:.2f} | {other.stat().st_size / size:.2f} |', flush=True)

    def alone(self, name, source):
        """One row: the same work on one core and on two, and the most memory it held."""
        marks, output = self.marks(source), self.work / 'candour.pdf'
        cores = sorted(os.sched_getaffinity(0))[:2]
        if len(cores) < 2:
            return print('| - | one core only |')
        one, two, memory = [], [], 0.0
        for _ in range(self.rounds):
            one.append(self.candour(source, marks, output, '--unverified')[1])
            _, wall, peak, _ = self.candour(source, marks, output, '--unverified', cores=','.join(map(str, cores)))
            two.append(wall)
            memory = max(memory, peak)
        ratio = statistics.median(a / b for a, b in zip(one, two))
        size = source.stat().st_size / 2**20
        print(f'| {name} | {statistics.median(one):.2f} s | {statistics.median(two):.2f} s | **{ratio:.2f}x** | {size:.0f} MB | {memory:.0f} MB |', flush=True)


def build():
    command = ['cargo', 'build', '--release', '-p', 'candour-redact', '--example', 'redact', '--message-format=json']
    printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = [json.loads(line).get('executable') for line in printed.splitlines() if '"executable":"' in line]
    return Path(found[-1]) if found else sys.exit('cargo built no example')


def bundle(inputs, path):
    """300 pages of all kinds: 150 of text, 50 each of scans and charts."""
    import pymupdf
    out = pymupdf.open()
    for kind, pages in [('text', 150), ('one-bit scans', 50), ('JPEG scans', 50), ('charts', 50)]:
        with pymupdf.open(inputs / KINDS[kind]) as part:
            out.insert_pdf(part, to_page=pages - 1)
    out.save(path, garbage=1)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--only', default='', help='kinds, separated by commas: ' + ', '.join(KINDS))
    parser.add_argument('--inputs', type=Path, help='a folder with the four files of the generator')
    parser.add_argument('--binary', type=Path, help='the example `redact`, already built')
    parser.add_argument('--parts', default='beside,verified,alone')
    parser.add_argument('--pymupdf-once', nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pymupdf_once:
        return pymupdf_once(*options.pymupdf_once)
    with tempfile.TemporaryDirectory() as folder:
        inputs = options.inputs or Path(folder) / 'in'
        if not all((inputs / name).exists() for name in KINDS.values()):
            if not GENERATOR.exists():
                return print(f'skipped: no inputs, and the generator {GENERATOR} is not there')
            subprocess.run([sys.executable, str(GENERATOR), str(inputs)], check=True, stdout=subprocess.DEVNULL)
        options.binary = options.binary or build()
        import pymupdf
        bench = Bench(options, inputs, Path(folder))
        kinds = {kind: file for kind, file in KINDS.items() if not options.only or kind in options.only.split(',')}
        processor = re.search(r'model name\s*: (.*)', Path('/proc/cpuinfo').read_text())
        print(f'PyMuPDF {pymupdf.VersionBind}, {os.cpu_count()} cores of {processor[1] if processor else "an unknown processor"}\n')
        if 'beside' in options.parts:
            print('| three marks on every page | candour | PyMuPDF | ratio | size of output by input | PyMuPDF |\n|---|--:|--:|--:|--:|--:|')
            for kind, file in kinds.items():
                bench.beside(kind, inputs / file, None, '--unverified')
        if 'verified' in options.parts:
            print('\n| 20 of 300 pages marked | candour, verified | PyMuPDF | ratio | size of output by input | PyMuPDF |\n|---|--:|--:|--:|--:|--:|')
            pages = set(range(7, 300, 15))
            bench.beside('text', inputs / KINDS['text'], pages)
            bench.beside('text, scans, charts', bundle(inputs, Path(folder) / 'bundle.pdf'), pages)
        if 'alone' in options.parts:
            print('\n| three marks on every page | one core | two | ratio | input | most memory held |\n|---|--:|--:|--:|--:|--:|')
            for kind, file in kinds.items():
                bench.alone(kind, inputs / file)


if __name__ == '__main__':
    main()
