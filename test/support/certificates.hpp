// SPDX-License-Identifier: BSL-1.0
// Certificates for tests, made when they are first asked for and gone with the process.
#pragma once

#include <string>

namespace test {

// The names of PEM files.
struct certificate_files
{
    std::string certificate;
    std::string key;
    std::string both;   // The two in one file.
};

struct certificate_set
{
    // The authority that has signed all but the self-signed one.
    std::string authority;

    certificate_files server;   // For localhost, 127.0.0.1 and ::1, as are all but the wrong host.
    certificate_files client;
    certificate_files expired;
    certificate_files wrong_host;
    certificate_files self_signed;
    certificate_files without_hosts;   // Its common name is localhost.
};

// On any thread.
const certificate_set& certificates();

} // namespace test
