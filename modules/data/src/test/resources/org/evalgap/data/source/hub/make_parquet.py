"""Writes Parquet files as the Hugging Face hub has them. Image n is 6x4 pixels of red n, green 2n and blue 3n. Written with
pyarrow 25.0.1, Pillow 12.3.0 and Python 3.11.

    python3 make_parquet.py
"""
import io
import json
import pathlib

import pyarrow
import pyarrow.parquet
from PIL import Image

NAMES = ["shirt", "boot \"left\"", "bag"]
FEATURES = {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": NAMES, "_type": "ClassLabel"}}}}
IMAGE = pyarrow.struct([("bytes", pyarrow.binary()), ("path", pyarrow.string())])


def png(number):
    file = io.BytesIO()
    Image.new("RGB", (6, 4), (number, 2 * number, 3 * number)).save(file, "PNG")
    return file.getvalue()


def write(name, numbers, labels, noted=True, paths=True, column="image", bytes_of=png, **options):
    images = [{"bytes": bytes_of(n), "path": f"photo-{n}.png" if paths else None} for n in numbers]
    schema = pyarrow.schema(
        [(column, IMAGE), ("label", pyarrow.int64())], {"huggingface": json.dumps(FEATURES)} if noted else None
    )
    table = pyarrow.table({column: images, "label": labels}, schema)
    pyarrow.parquet.write_table(table, pathlib.Path(__file__).parent / name, **options)


write("train-00000-of-00002.parquet", range(1, 6), [0, 1, 0, 1, 0], row_group_size=2)
write("train-00001-of-00002.parquet", range(6, 9), [1, 0, 1], row_group_size=100, compression="none")
write("test-00000-of-00001.parquet", range(11, 14), [0, 1, 1], noted=False, paths=False, column="img")
write("broken.parquet", range(3), [0, 1, 2], bytes_of=lambda n: [png(1), None, b"no image"][n])
write("unlabelled.parquet", range(2), [0, -1])
write("beyond.parquet", range(2), [0, 3])
pyarrow.parquet.write_table(pyarrow.table({"text": ["a"], "label": [1.5]}), pathlib.Path(__file__).parent / "text.parquet")
