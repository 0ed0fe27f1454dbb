// SPDX-License-Identifier: BSL-1.0
// How a TLS server of the tests behaves, and what it saw of a client.
#pragma once

#include "support/certificates.hpp"

#include <string>
#include <utility>

namespace test {

enum class tls_version
{
    tls_1_2 = 0x0303,
    tls_1_3 = 0x0304
};

class tls_setup
{
public:
    // Shows this one. Default `certificates().server`.
    tls_setup& certificate(certificate_files value)
    {
        certificate_ = std::move(value);
        return *this;
    }

    // Takes clients only that show a certificate which the authority has signed. Default false.
    tls_setup& require_client_certificate(bool value = true)
    {
        requires_client_certificate_ = value;
        return *this;
    }

    // Default: both.
    tls_setup& versions(tls_version lowest, tls_version highest)
    {
        lowest_ = lowest;
        highest_ = highest;
        return *this;
    }

    // Ends connections without TLS's goodbye. Default false.
    tls_setup& close_without_notify(bool value = true)
    {
        closes_without_notify_ = value;
        return *this;
    }

    const certificate_files& certificate() const { return certificate_; }
    bool requires_client_certificate() const { return requires_client_certificate_; }
    tls_version lowest() const { return lowest_; }
    tls_version highest() const { return highest_; }
    bool closes_without_notify() const { return closes_without_notify_; }

private:
    certificate_files certificate_ = certificates().server;
    bool requires_client_certificate_ = false;
    tls_version lowest_ = tls_version::tls_1_2;
    tls_version highest_ = tls_version::tls_1_3;
    bool closes_without_notify_ = false;
};

// What a handshake told.
struct tls_facts
{
    tls_facts() {}

    std::string version;       // "TLSv1.3"
    std::string server_name;   // That the client asked for; empty if it named none.
    std::string client;        // The name on the client's certificate; empty without one.
    bool is_resumed = false;
};

} // namespace test
