/// An error number of WASI preview 1, thrown by host functions and handed to the guest as the call's result.
struct WasiErrno: Error, Hashable, Sendable {
    let code: UInt16

    static let tooBig = WasiErrno(code: 1)
    static let badDescriptor = WasiErrno(code: 8)
    static let busy = WasiErrno(code: 10)
    static let quota = WasiErrno(code: 19)
    static let exists = WasiErrno(code: 20)
    static let fault = WasiErrno(code: 21)
    static let fileTooBig = WasiErrno(code: 22)
    static let illegalSequence = WasiErrno(code: 25)
    static let invalid = WasiErrno(code: 28)
    static let io = WasiErrno(code: 29)
    static let isDirectory = WasiErrno(code: 31)
    static let loop = WasiErrno(code: 32)
    static let tooManyOpen = WasiErrno(code: 33)
    static let nameTooLong = WasiErrno(code: 37)
    static let noEntry = WasiErrno(code: 44)
    static let noSpace = WasiErrno(code: 51)
    static let notDirectory = WasiErrno(code: 54)
    static let notEmpty = WasiErrno(code: 55)
    static let notSocket = WasiErrno(code: 57)
    static let notSupported = WasiErrno(code: 58)
    static let overflow = WasiErrno(code: 61)
    static let notPermitted = WasiErrno(code: 63)
    static let readOnly = WasiErrno(code: 69)
    static let illegalSeek = WasiErrno(code: 70)
}
