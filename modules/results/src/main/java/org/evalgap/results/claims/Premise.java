package org.evalgap.results.claims;

/**
 * What a cell has to be like for a contrast to say anything about it: by the mean of its replicates, surely.
 *
 * @param statement in words, about a cell
 * @param metric the number of a trial that tells
 * @param expectation of its mean in a cell
 */
record Premise(String statement, Metric metric, Expectation expectation) {}
