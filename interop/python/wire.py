"""As much of protobuf's encoding as the naming calls need, so that no code has to be generated."""


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(tag, content):
    """A length-delimited field."""
    return varint(tag << 3 | 2) + varint(len(content)) + content


def text(value):
    """A google.protobuf.StringValue."""
    return field(1, value.encode())


def number(value):
    """A google.protobuf.UInt32Value."""
    return b"\x08" + varint(value)


def fields_of(message):
    """Fields by number, each with all its values: numbers, or bytes."""
    fields, at = {}, 0
    while at < len(message):
        tag, at = read_varint(message, at)
        if tag & 7 == 0:
            value, at = read_varint(message, at)
        elif tag & 7 == 2:
            size, at = read_varint(message, at)
            value, at = message[at : at + size], at + size
        else:
            raise ValueError(f"a field of kind {tag & 7}")
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def read_varint(message, at):
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
