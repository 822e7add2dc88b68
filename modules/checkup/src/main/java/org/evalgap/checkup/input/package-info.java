/** From what a file or a command line says to the models and images of a check-up, with everything that is wrong at once. */
package org.evalgap.checkup.input;
