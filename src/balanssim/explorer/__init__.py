"""The live page: levers on loopback, and the model run again at every change."""
