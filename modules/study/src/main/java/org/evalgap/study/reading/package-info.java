/** The study file: a tree of records, checked whole before anything starts. */
package org.evalgap.study.reading;
