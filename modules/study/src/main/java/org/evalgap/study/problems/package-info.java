/** What is wrong with a study file: where, what was expected and what was there, all of it at once. */
package org.evalgap.study.problems;
