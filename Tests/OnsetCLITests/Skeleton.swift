import Testing

@Suite struct OnsetCLISkeletonTests {
}
