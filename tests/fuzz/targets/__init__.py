"""`fuzz(data)` of each module may raise nothing: it lets only the parser's declared error pass by, and checks what must
hold for whatever was read."""
