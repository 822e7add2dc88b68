package org.evalgap.report.page;

/**
 * How far the sweep is whose page this is, and how often the page looks for a newer one.
 *
 * @param done trials that are published
 * @param trials trials of the study
 * @param at when that was, as ISO 8601 in UTC
 * @param refreshSeconds time until the page looks
 */
public record Live(long done, long trials, String at, long refreshSeconds) {}
