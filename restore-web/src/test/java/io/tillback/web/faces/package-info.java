@org.jspecify.annotations.NullMarked
package io.tillback.web.faces;
