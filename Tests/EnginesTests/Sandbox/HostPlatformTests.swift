import Testing

@testable import Engines

/// The name of the host's system, as it stands in the version of the sandbox.
@Suite struct HostPlatformTests {
    @Test(arguments: [
        ("NAME=\"Debian\"\nVERSION_ID=\"13\"\nID=debian\n", "debian 13 "),
        ("ID=arch\nNAME=x\n", "arch "),
        ("ID=\"a b\u{1B}[31m'$\"\n", "ab31m "),
        ("VERSION_ID=\nID=void\n", "void "),
        ("", "linux "), ("XID=no\n#ID=no\n", "linux "),
    ])
    func theNameIsReadFromOSRelease(text: String, expected: String) {
        #expect(HostPlatform.name(text).hasPrefix(expected), "\(HostPlatform.name(text))")
        #expect(HostPlatform.name(text).split(separator: " ").count == expected.split(separator: " ").count + 1)
    }
}
