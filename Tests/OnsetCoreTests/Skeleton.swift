import Testing

@Suite struct OnsetCoreSkeletonTests {
}
