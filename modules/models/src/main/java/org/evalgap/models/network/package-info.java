/** From an exported graph to a network of the engine. */
package org.evalgap.models.network;
