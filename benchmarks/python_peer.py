"""CPU time of the standard span in the Python package of the same name.

Usage: PYTHONPATH=DIR_WITH_THE_PACKAGE python3 python_peer.py RESULT.json
Prints one line and writes the result; without the package it says so and writes nothing.
"""

import gzip
import json
import random
import sys
import tempfile
import time
from pathlib import Path

SPANS = 20_000
LOOPS = 5


def texts(seed, chars):
    words = ("order refund customer invoice delivery account password return policy please check status "
             "shipping address payment card failed error retry document page answer question model").split()
    random.seed(seed)
    result = []
    for _ in range(1024):
        text = ""
        while len(text) < chars:
            text += random.choice(words) + " "
        text = list(text[:chars])
        text[chars // 4] = text[chars // 2] = '"'
        text[chars * 3 // 4] = "\n"
        result.append("".join(text))
    return result


def loop(tracer, llm, inputs, outputs):
    start = time.process_time()
    for i in range(SPANS):
        with tracer.span("classify", input=inputs[i & 1023], kind=llm, tags=["llm", "prod"],
                         metadata={"model": "gpt-4o", "provider": "openai"}) as span:
            span.set_metadata("token_usage", {"input_tokens": 1000, "output_tokens": 50})
            span.set_output(outputs[i & 1023])
    return (time.process_time() - start) / SPANS * 1e6


def main():
    try:
        import traqo
    except ImportError as missing:
        print(f"Python peer skipped: {missing}. Set PYTHON_TRAQO to the folder that holds the package.")
        return
    inputs, outputs = texts(1, 103), texts(2, 93)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "peer.jsonl"
        with traqo.Tracer("peer", path=path) as tracer, tracer.span("run"):
            loop(tracer, traqo.LLM, inputs, outputs)
            runs = sorted(loop(tracer, traqo.LLM, inputs, outputs) for _ in range(LOOPS))
        written = path if path.exists() else path.with_suffix(".jsonl.gz")
        opener = gzip.open if written.suffix == ".gz" else open
        with opener(written, "rt", encoding="utf-8") as events:
            lines = sum(1 for event in map(json.loads, events) if event.get("name") == "classify")
    expected = 2 * SPANS * (LOOPS + 1)
    if lines != expected:
        sys.exit(f"The Python peer wrote {lines} of {expected} lines.")
    cpu = runs[LOOPS // 2]
    print(f"Python traqo {traqo.__version__}: {cpu:.1f} us CPU a span ({runs[0]:.1f}-{runs[-1]:.1f})")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps({"version": traqo.__version__, "cpu_us_per_span": cpu, "runs": runs}))


main()
