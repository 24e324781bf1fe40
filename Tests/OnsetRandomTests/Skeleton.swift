import Testing

@Suite struct OnsetRandomSkeletonTests {
}
