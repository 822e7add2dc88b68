"""Writes small JPEG and PNG files of many kinds, and pillow.txt: for each its height and width and the SHA-256 of what
Pillow's convert("RGB") makes of it. Written with Pillow 9.4.0 (Debian 9.4.0-1.1+deb12u1, libjpeg-turbo 2.1.5).

    python3 make_images.py && ls
"""
import hashlib
import io
import os
import struct
import zlib

import PIL
from PIL import Image

HEIGHT, WIDTH = 37, 51


def noise(height, width, channels=3):
    state = height * 65536 + width
    values = bytearray()
    for _ in range(height * width * channels):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(state >> 24)
    return bytes(values)


small = Image.frombytes("RGB", (WIDTH // 6, HEIGHT // 6), noise(HEIGHT // 6, WIDTH // 6))
image = small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def write(name, data):
    with open(name, "wb") as file:
        file.write(bytes(data))


def jpeg(picture=image, **options):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def without_jfif(data):
    assert data[2:4] == b"\xff\xe0"
    return data[:2] + data[4 + struct.unpack(">H", data[4:6])[0]:]


def named(data, new):
    """The same data with other identifiers of its channels."""
    data = bytearray(data)
    frame = data.find(b"\xff\xc0")
    old = [data[frame + 10 + 3 * k] for k in range(data[frame + 9])]
    for k in range(len(old)):
        data[frame + 10 + 3 * k] = new[k]
    scan = data.find(b"\xff\xda")
    for k in range(data[scan + 4]):
        data[scan + 5 + 2 * k] = new[old.index(data[scan + 5 + 2 * k])]
    return bytes(data)


def patched(data, offset, value):
    """The same data with another byte in its frame header."""
    data = bytearray(data)
    data[data.find(b"\xff\xc0") + offset] = value
    return bytes(data)


for sampling, name in enumerate(("444", "422", "420")):
    write(f"{name}.jpg", jpeg(quality=80, subsampling=sampling))
    write(f"{name}-progressive.jpg", jpeg(quality=80, subsampling=sampling, progressive=True))
    write(f"{name}-low.jpg", jpeg(quality=20, subsampling=sampling))
plain = jpeg(quality=80, subsampling=2)
full = jpeg(quality=80, subsampling=0)
write("grey.jpg", jpeg(image.convert("L")))
cmyk = jpeg(image.convert("CMYK"))
write("cmyk.jpg", cmyk)
ycck = bytearray(cmyk)
ycck[cmyk.find(b"Adobe") + 11] = 2
write("ycck.jpg", ycck)
write("adobe-rgb.jpg", full[:2] + segment(0xEE, b"Adobe\0\x64\0\0\0\0\0") + without_jfif(full)[2:])
write("jfif-and-adobe-rgb.jpg", full[:20] + segment(0xEE, b"Adobe\0\x64\0\0\0\0\0") + full[20:])
write("no-jfif.jpg", without_jfif(full))
write("channels-rgb.jpg", named(without_jfif(full), b"RGB"))
write("channels-012.jpg", named(without_jfif(full), [0, 1, 2]))
write("440.jpg", patched(jpeg(quality=80, subsampling=1), 11, 0x12))
write("411.jpg", patched(plain, 11, 0x41))
exif = b"Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
write("orientation-6.jpg", plain[:20] + segment(0xE1, exif) + plain[20:])
write("bad-profile.jpg", plain[:20] + segment(0xE2, b"ICC_PROFILE\0\5\1abc") + plain[20:])
write("small.jpg", jpeg(image.resize((25, 18))))
write("trailing-bytes.jpg", plain + b"more" * 20)
damaged = bytearray(plain)
damaged[len(plain) * 3 // 4] ^= 0x5A
write("damaged-data.jpg", damaged)
write("ends-early.jpg", plain[: len(plain) * 3 // 4] + b"\xff\xd9")


def png(depth, color, channels, interlaced=False, extra=b""):
    """A PNG of noise without any filter, written by hand because Pillow does not write all kinds."""
    passes = [(0, 0, 1, 1)]
    if interlaced:
        passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for left, top, step_x, step_y in passes:
        columns = len(range(left, WIDTH, step_x))
        for row in range(len(range(top, HEIGHT, step_y))):
            length = (columns * channels * depth + 7) // 8
            rows += b"\0" + noise(row + 1, length, 1)[:length]
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color, 0, 0, int(interlaced)))]
    if extra:
        chunks.append((extra[:4], extra[4:]))
    chunks += [(b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n"
    for kind, content in chunks:
        data += struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data


GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
for depth in (1, 2, 4, 8, 16):
    write(f"grey-{depth}.png", png(depth, GREY, 1))
for depth in (8, 16):
    write(f"rgb-{depth}.png", png(depth, RGB, 3))
    write(f"grey-alpha-{depth}.png", png(depth, GREY_ALPHA, 2))
    write(f"rgba-{depth}.png", png(depth, RGBA, 4))
for depth in (1, 2, 4, 8):
    write(f"palette-{depth}.png", png(depth, PALETTE, 1, extra=b"PLTE" + noise(2**depth, 1)))
write("rgb-interlaced.png", png(8, RGB, 3, interlaced=True))
write("grey-gamma.png", png(8, GREY, 1, extra=b"gAMA" + struct.pack(">I", 20000)))
write("rgb-transparent.png", png(8, RGB, 3, extra=b"tRNS" + bytes(6)))
transparent = Image.frombytes("P", (WIDTH, HEIGHT), noise(HEIGHT, WIDTH, 1))
transparent.putpalette(noise(256, 1))
transparent.save("palette-transparent.png", transparency=bytes(range(256)))
image.save("orientation-3.png", exif=b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\x01\3\0\1\0\0\0\3\0\0\0\0\0\0\0")

with open("pillow.txt", "w") as out:
    print("# Pillow", PIL.__version__, file=out)
    for name in sorted(os.listdir(".")):
        if name.endswith((".jpg", ".png")):
            rgb = Image.open(name).convert("RGB")
            print(name, rgb.height, rgb.width, hashlib.sha256(rgb.tobytes()).hexdigest(), file=out)
