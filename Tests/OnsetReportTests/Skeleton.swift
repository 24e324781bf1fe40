import Testing

@Suite struct OnsetReportSkeletonTests {
}
