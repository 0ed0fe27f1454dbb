// SPDX-License-Identifier: BSL-1.0
#include "client/call_statistics.hpp"

#include "values/failure_access.hpp"

namespace jsonrpcclient::detail {

void call_statistics::failed(errc code, delivery known)
{
    ++(code == errc::timeout ? counters_.timed_out : code == errc::canceled ? counters_.canceled : counters_.failed);
    failure_access::add(counters_.failures, code, known);
}

void call_statistics::failed(const std::exception_ptr& error)
try
{
    std::rethrow_exception(error);
}
catch (const client_error& thrown)
{
    failed(static_cast<errc>(thrown.code().value()), thrown.delivery());
}
catch (...)
{
    ++counters_.failed;
    failure_access::add_foreign(counters_.failures);
}

statistics call_statistics::so_far() const
{
    auto counted = counters_;
    counted.latencies = latencies_.counted();
    return counted;
}

} // namespace jsonrpcclient::detail
