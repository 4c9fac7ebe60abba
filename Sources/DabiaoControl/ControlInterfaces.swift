/// The texts of the interfaces, as their `.varlink` files say them.
public enum ControlInterfaces {
    /// In the order in which they are introduced.
    public static let texts: [String] = [
        PackageResources.org_dabiao_Daemon_varlink, PackageResources.org_dabiao_Plugin_varlink,
        PackageResources.org_dabiao_Upload_varlink, PackageResources.org_dabiao_Enterprise_varlink,
        PackageResources.org_dabiao_Assessment_varlink, PackageResources.org_dabiao_Veto_varlink,
        PackageResources.org_dabiao_Obligation_varlink, PackageResources.org_dabiao_Notification_varlink,
        PackageResources.org_dabiao_Simulation_varlink, PackageResources.org_dabiao_Audit_varlink,
        PackageResources.org_dabiao_Backup_varlink,
        PackageResources.org_dabiao_Problem_varlink,
    ].map { String(decoding: $0, as: UTF8.self) }
}
