import Core
import Settlement
import Testing

@testable import Commands

/// Admission where there is no ledger.
struct DealAdmissionTests {
    @Test(arguments: TrustSpec.Style.allCases)
    func withoutALedgerNothingIsPaid(style: TrustSpec.Style) async throws {
        let admission = DealAdmission(ledger: nil, account: AccountID(.zero))
        let spec = PaidJobCheckTests.spec(TrustSpec(style: style))
        guard style.isPaid else { return try await admission.admit(spec, partitions: 1) }
        let error = await #expect(throws: CoreError.self) { try await admission.admit(spec, partitions: 1) }
        #expect(error?.code == .validation)
        #expect(error?.hint?.contains("bacalhau serve --ledger") == true)
        #expect(error?.hint?.contains("devstack") == true)
        #expect(error?.hint?.contains("fast") == true)
    }
}
