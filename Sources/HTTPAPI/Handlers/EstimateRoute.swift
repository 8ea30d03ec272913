import Core
import HTTPTypes
import HummingbirdCore

/// Says what a job would cost: `POST jobs/estimate`.
struct EstimateRoute: Sendable {
    let estimates: any EstimateService

    var route: Route { Route(.post, RoutePrefix.orchestrator + "/jobs/estimate", estimate) }

    @Sendable
    private func estimate(_ request: APIRequest) async throws -> Response {
        let (spec, _) = try JobSubmission.spec(in: await request.json())
        return .json(try await estimates.estimate(spec).wireValue, for: request)
    }
}
