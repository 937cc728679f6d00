package io.tillback.shop.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The root of the REST interface. */
@ApplicationPath("/api")
public class ShopApplication extends Application {}
