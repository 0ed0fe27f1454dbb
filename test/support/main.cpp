// SPDX-License-Identifier: BSL-1.0
// The main function of every test program.
#define BOOST_TEST_MODULE jsonrpcclient
#include <boost/test/unit_test.hpp>

#include <cstdlib>

namespace {

// What a developer's environment says to every client is not said to those of the tests: a proxy, and options in the
// home directory. Programs that a test starts inherit it.
struct nobodys_environment
{
    nobodys_environment()
    {
        for (auto* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
            ::unsetenv(name);
        ::setenv("HOME", "/nonexistent/jsonrpcclient", 1);
    }
};

BOOST_TEST_GLOBAL_CONFIGURATION(nobodys_environment);

} // namespace
