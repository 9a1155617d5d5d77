"""Why a certificate can be believed: keys, signatures of file and credential, lists of revoked ones, verification."""
