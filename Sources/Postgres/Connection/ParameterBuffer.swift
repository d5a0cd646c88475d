import CLibPQ

/// Lays parameters out the way the library takes them. Kept between statements, so that its memory is reused.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    /// Calls with count, values, lengths and formats; they are valid only during the call.
    mutating func with(
        _ binds: [Bind],
        _ send: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Int32
    ) -> Bool {
        bytes.removeAll(keepingCapacity: bytes.capacity < 1 << 20)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        pointers.removeAll(keepingCapacity: true)
        for bind in binds {
            let start = bytes.count
            let length = bind.payload.append(to: &bytes)
            offsets.append(length == nil ? nil : start)
            lengths.append(Int32(clamping: length ?? 0))
        }
        // An empty value needs an address too: without one it would be NULL.
        bytes.append(0)
        while formats.count < binds.count { formats.append(1) }
        return bytes.withUnsafeBytes { raw in
            let base = raw.assumingMemoryBound(to: CChar.self).baseAddress
            for offset in offsets { pointers.append(offset.flatMap { base?.advanced(by: $0) }) }
            return send(Int32(binds.count), pointers, lengths, formats) == 1
        }
    }
}
