/** Random streams as a seed tree: nothing reads a global generator. */
package org.evalgap.data.random;
