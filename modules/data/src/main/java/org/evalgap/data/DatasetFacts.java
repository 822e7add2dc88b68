package org.evalgap.data;

import org.evalgap.nn.graph.Shape;

/**
 * What a study has to know of a dataset to be checked and planned.
 *
 * @param shape of one image: [H, W, C]
 * @param classes number of classes
 * @param trainImages images of the training split
 * @param testImages images of the test split
 */
public record DatasetFacts(Shape shape, int classes, int trainImages, int testImages) {}
