"""Networks in ONNX files, read without the package onnx."""
