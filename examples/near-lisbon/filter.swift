// Keeps the places of a CSV that lie within a distance of a point. Embedded Swift for WebAssembly (WASI preview 1).
//
//   filter LATITUDE LONGITUDE KILOMETRES
//
// Reads every file in /inputs (columns: name,country,latitude,longitude,population, with a header line) and writes the
// places that are near enough to /outputs/near-N.csv, where N is the partition, with their distance in kilometres as a
// sixth column. Prints one line per file with the number of rows read and kept.

@_extern(c) func fopen(_ path: UnsafePointer<CChar>, _ mode: UnsafePointer<CChar>) -> OpaquePointer?
@_extern(c) func fclose(_ file: OpaquePointer?) -> Int32
@_extern(c) func fread(_ buffer: UnsafeMutableRawPointer, _ size: Int, _ count: Int, _ file: OpaquePointer?) -> Int
@_extern(c) func fwrite(_ buffer: UnsafeRawPointer, _ size: Int, _ count: Int, _ file: OpaquePointer?) -> Int
@_extern(c) func opendir(_ path: UnsafePointer<CChar>) -> OpaquePointer?
@_extern(c) func readdir(_ directory: OpaquePointer?) -> UnsafeMutableRawPointer?
@_extern(c) func getenv(_ name: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>?
@_extern(c) func strtod(_ text: UnsafePointer<CChar>, _ end: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Double
@_extern(c) func sin(_ x: Double) -> Double
@_extern(c) func cos(_ x: Double) -> Double
@_extern(c) func asin(_ x: Double) -> Double

/// Where wasi-libc keeps the name in a `struct dirent`: after a 64-bit inode and a type byte.
let direntNameOffset = 9
/// The mean radius of the Earth in kilometres (IUGG).
let earthRadius = 6371.0088
let radian = 3.14159265358979323846 / 180

/// The great-circle distance by the haversine formula, in kilometres.
func distance(_ latitude1: Double, _ longitude1: Double, _ latitude2: Double, _ longitude2: Double) -> Double {
    let half1 = sin((latitude2 - latitude1) * radian / 2)
    let half2 = sin((longitude2 - longitude1) * radian / 2)
    let a = half1 * half1 + cos(latitude1 * radian) * cos(latitude2 * radian) * half2 * half2
    return 2 * earthRadius * asin(a.squareRoot())
}

/// A decimal number such as `-9.13333` in a piece of a line.
func number(_ bytes: ArraySlice<UInt8>) -> Double {
    var text = ContiguousArray<CChar>()
    for byte in bytes { text.append(CChar(bitPattern: byte)) }
    text.append(0)
    return text.withUnsafeBufferPointer { strtod($0.baseAddress!, nil) }
}

/// The number with three digits after the point.
func text(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    var fraction = String(thousandths % 1000)
    while fraction.utf8.count < 3 { fraction = "0" + fraction }
    return String(thousandths / 1000) + "." + fraction
}

/// All bytes of a file.
func contents(_ path: String) -> [UInt8]? {
    guard let file = path.withCString({ fopen($0, "rb") }) else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = buffer.withUnsafeMutableBytes { fread($0.baseAddress!, 1, $0.count, file) }
        if count == 0 { break }
        bytes.append(contentsOf: buffer[0..<count])
    }
    _ = fclose(file)
    return bytes
}

/// The names in a folder, in bytewise order.
func names(in folder: String) -> [String] {
    guard let directory = folder.withCString({ opendir($0) }) else { return [] }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = String(cString: (entry + direntNameOffset).assumingMemoryBound(to: CChar.self))
        if name.utf8.first != 0x2E { names.append(name) }
    }
    names.sort { left, right in
        var a = left.utf8.makeIterator()
        var b = right.utf8.makeIterator()
        while true {
            guard let y = b.next() else { return false }
            guard let x = a.next() else { return true }
            if x != y { return x < y }
        }
    }
    return names
}

struct Query {
    var latitude: Double
    var longitude: Double
    var kilometres: Double
}

/// Appends the near rows of one file to `kept`; returns how many rows there were.
func filter(_ bytes: [UInt8], _ query: Query, into kept: inout [UInt8], count: inout Int) -> Int {
    var rows = 0
    var start = 0
    var isHeader = true
    while start < bytes.count {
        var end = start
        var commas = (0, 0, 0, 0)
        var found = 0
        while end < bytes.count && bytes[end] != 0x0A {
            if bytes[end] == 0x2C {
                switch found {
                case 0: commas.0 = end
                case 1: commas.1 = end
                case 2: commas.2 = end
                case 3: commas.3 = end
                default: break
                }
                found += 1
            }
            end += 1
        }
        if !isHeader && found >= 4 {
            rows += 1
            let latitude = number(bytes[(commas.1 + 1)..<commas.2])
            let longitude = number(bytes[(commas.2 + 1)..<commas.3])
            let away = distance(query.latitude, query.longitude, latitude, longitude)
            if away <= query.kilometres {
                kept.append(contentsOf: bytes[start..<end])
                kept.append(contentsOf: ("," + text(away) + "\n").utf8)
                count += 1
            }
        }
        isHeader = false
        start = end + 1
    }
    return rows
}

/// What wasi-libc calls as `main`.
@_cdecl("__main_argc_argv")
func main(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    guard count == 4, let latitude = arguments[1], let longitude = arguments[2], let kilometres = arguments[3] else {
        print("usage: filter LATITUDE LONGITUDE KILOMETRES")
        return 2
    }
    let query = Query(
        latitude: strtod(latitude, nil), longitude: strtod(longitude, nil), kilometres: strtod(kilometres, nil))
    var kept: [UInt8] = []
    for name in names(in: "/inputs") {
        guard let bytes = contents("/inputs/" + name) else {
            print("cannot read /inputs/\(name)")
            return 1
        }
        var near = 0
        let rows = filter(bytes, query, into: &kept, count: &near)
        print("\(name): \(rows) rows, \(near) near")
    }
    let partition = "BACALHAU_PARTITION_INDEX".withCString { getenv($0) }.map { String(cString: $0) } ?? "0"
    let path = "/outputs/near-" + partition + ".csv"
    guard let file = path.withCString({ fopen($0, "wb") }) else {
        print("cannot write \(path)")
        return 1
    }
    let written = kept.withUnsafeBytes { $0.isEmpty ? 0 : fwrite($0.baseAddress!, 1, $0.count, file) }
    guard fclose(file) == 0, written == kept.count else {
        print("cannot write \(path)")
        return 1
    }
    return 0
}
