package org.evalgap.data.image;

import java.io.Serializable;

/** What a dataset stores of an image: a file's bytes, pixels, or numbers that need no scaling. */
public sealed interface ImageContent extends Serializable permits EncodedImage, Pixels, FloatImage {}
