"""Feeds, harvesting, linked data and bulk files of a running site, read by other people's libraries.

usage: machine.py BASE_URL
"""
import csv
import io
import json
import re
import sys
import urllib.request

import feedparser
import pyarrow.parquet
from pyld import jsonld
from sickle import Sickle

BASE = sys.argv[1].rstrip("/")
FAILED = []


def get(path):
    with urllib.request.urlopen(BASE + path, timeout=30) as answer:
        return answer.read()


def check(name):
    def run(body):
        try:
            told = body()
            print(f"ok    {name}" + (f": {told}" if told else ""))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            FAILED.append(name)
            print(f"FAIL  {name}\n      {type(error).__name__}: {error}")
    return run


def disclosures():
    found, path = [], "/api/v1/disclosures?limit=50"
    while path:
        page = json.loads(get(path))
        found += page["disclosures"]
        path = page["next_cursor"] and f"/api/v1/disclosures?limit=50&cursor={page['next_cursor']}"
    return found


PUBLISHED = disclosures()
AUTHORITY = PUBLISHED[0]["authority"]


@check("feedparser reads every Atom feed")
def _():
    paths = ["/feed.atom", f"/{AUTHORITY}/feed.atom"]
    paths += [f"/{AUTHORITY}/feed.atom?provision={one['id']}" for one in PUBLISHED[-1]["provisions"]]
    for path in paths:
        feed = feedparser.parse(get(path))
        assert not feed.bozo, f"{path}: {feed.get('bozo_exception')}"
        assert feed.version == "atom10", f"{path}: {feed.version}"
        assert feed.entries, f"{path} is empty"
        for entry in feed.entries:
            assert entry.id and entry.updated_parsed and entry.link and entry.title, path
    return f"{len(paths)} feeds"


@check("sickle harvests OAI-PMH with all six verbs")
def _():
    harvester = Sickle(f"{BASE}/oai")
    assert harvester.Identify().deletedRecord == "persistent"
    assert [one.metadataPrefix for one in harvester.ListMetadataFormats()] == ["oai_dc"]
    sets = [one.setSpec for one in harvester.ListSets()]
    assert AUTHORITY in sets, sets
    headers = list(harvester.ListIdentifiers(metadataPrefix="oai_dc"))
    records = list(harvester.ListRecords(metadataPrefix="oai_dc", set=AUTHORITY))
    live = [record for record in records if not record.deleted]
    references = {one["reference"] for one in PUBLISHED if one["authority"] == AUTHORITY}
    assert {record.header.identifier.rsplit("/", 1)[1] for record in live} == references
    again = harvester.GetRecord(identifier=headers[0].identifier, metadataPrefix="oai_dc")
    assert again.header.datestamp == headers[0].datestamp
    assert all(record.metadata["title"][0] for record in live)
    day = live[0].header.datestamp
    assert list(harvester.ListRecords(metadataPrefix="oai_dc", **{"from": day, "until": day}))
    return f"{len(records)} records, {len(records) - len(live)} deleted"


def no_network(url, options):
    assert url.startswith("https://schema.org"), f"a context from {url}"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
            "document": {"@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"}}}


@check("pyld expands the JSON-LD of pages and the DCAT catalogue")
def _():
    catalogue = jsonld.expand(json.loads(get("/api/v1/catalogue.jsonld")), {"documentLoader": no_network})
    sets = catalogue[0]["http://www.w3.org/ns/dcat#dataset"]
    forms = sets[0]["http://www.w3.org/ns/dcat#distribution"]
    assert len(forms) == 3, forms
    triples = jsonld.to_rdf(json.loads(get("/api/v1/catalogue.jsonld")), {"documentLoader": no_network})
    for one in PUBLISHED[:20]:
        page = get(f"/{one['authority']}/d/{one['reference']}").decode()
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        expanded = jsonld.expand(json.loads(data.group(1)), {"documentLoader": no_network})
        assert expanded[0]["https://schema.org/identifier"][0]["@value"] == one["reference"]
        assert expanded[0]["@id"] == one["address"]
    return f"{len(triples['@default'])} triples of the catalogue"


@check("bulk files hold what the API says, in all three forms")
def _():
    rows = list(csv.DictReader(io.StringIO(get("/api/v1/bulk/disclosures.csv").decode(), newline="")))
    lines = [json.loads(line) for line in get("/api/v1/bulk/disclosures.jsonl").decode().splitlines()]
    table = pyarrow.parquet.read_table(io.BytesIO(get("/api/v1/bulk/disclosures.parquet"))).to_pylist()
    assert lines == PUBLISHED, "JSON Lines differ from the API"
    for name, told in (("CSV", rows), ("Parquet", table)):
        assert [row["reference"] for row in told] == [one["reference"] for one in PUBLISHED], name
        assert [str(row["published_on"]) for row in told] == [one["published_on"] for one in PUBLISHED], name
        assert [row["request"] for row in told] == [one["request"] for one in PUBLISHED], name
    return f"{len(rows)} answers, {len(table[0])} columns"


@check("the sitemap names every answer once")
def _():
    text = get("/sitemap.xml").decode()
    assert "<sitemapindex" not in text
    for one in PUBLISHED:
        path = f"/{one['authority']}/d/{one['reference']}</loc>"
        assert text.count(path) == 1, path


print(f"{5 - len(FAILED)} passed, {len(FAILED)} failed")
sys.exit(1 if FAILED else 0)
