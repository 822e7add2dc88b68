"""Writes small arrays in NumPy's formats. Value i of an array of images, in its own order, is i modulo 256, or i / 8 where
the values are floats. Written with NumPy 1.24.2 (Debian).

    python3 make_arrays.py
"""
import numpy


def pixels(*sizes):
    return (numpy.arange(numpy.prod(sizes)) % 256).astype(numpy.uint8).reshape(sizes)


def numbers(kind, *sizes):
    return (numpy.arange(numpy.prod(sizes)) / 8).astype(kind).reshape(sizes)


labels = numpy.array([0, 300, 2, 1, 0])
numpy.savez("stored.npz", images=pixels(5, 4, 6, 3), labels=labels)
numpy.savez_compressed("compressed.npz", labels=labels.astype(numpy.int32), images=pixels(5, 4, 6, 3))
numpy.savez("planes.npz", x=pixels(5, 3, 4, 6), y=labels.astype(numpy.uint16))
numpy.savez("grey.npz", x=pixels(5, 4, 6), y=labels)
numpy.save("float16.npy", numbers(numpy.float16, 5, 4, 6, 3))
numpy.save("float32-planes.npy", numbers(numpy.float32, 5, 3, 4, 6))
numpy.save("float64-big-endian.npy", numbers(numpy.dtype(">f8"), 5, 4, 6, 1))
numpy.save("labels.npy", labels)
numpy.save("four-labels.npy", labels[:4])
numpy.save("float-labels.npy", labels / 1.0)
numpy.save("negative-labels.npy", -labels)
numpy.save("vectors.npy", pixels(5, 7))
numpy.save("two-channels.npy", pixels(5, 4, 6, 2))
numpy.save("integers.npy", numpy.arange(360).reshape(5, 4, 6, 3))
numpy.save("fortran.npy", numpy.asfortranarray(pixels(5, 4, 6, 3)))
numpy.save("complex.npy", numpy.zeros((5, 4, 6), complex))
numpy.save("empty.npy", pixels(0, 4, 6, 3))
