import TestKit
import Testing

/// Everything that one devstack is enough for; its parts are in the extensions beside this file.
///
/// One after the other: each test starts many processes, and the machine may have two processors.
@Suite(.devstack, .serialized) struct DevstackTests {}
