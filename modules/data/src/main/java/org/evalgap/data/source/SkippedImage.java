package org.evalgap.data.source;

import java.io.Serializable;

/**
 * An image that was left out because it is broken.
 *
 * @param index in its source
 * @param name what its source calls it
 * @param reason expected and received
 */
public record SkippedImage(int index, String name, String reason) implements Serializable {}
