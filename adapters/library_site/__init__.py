"""The library as a folder of web pages that need no server: to read, search, print or put on an intranet."""
