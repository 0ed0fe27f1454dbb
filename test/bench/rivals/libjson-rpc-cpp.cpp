// SPDX-License-Identifier: BSL-1.0
// libjson-rpc-cpp: HTTP by curl, one call at a time.
#include "../measure.hpp"

// Its headers are of before C++17, and say what functions throw: noexcept if that is nothing.
#define throw(...) noexcept(#__VA_ARGS__[0] == '\0')
#include <jsonrpccpp/client.h>
#include <jsonrpccpp/client/connectors/httpclient.h>
#undef throw

#include <cstdlib>
#include <iostream>

namespace {

void call(jsonrpc::Client& client, const bench::scenario& what)
{
    std::string method(what.method);
    if (what.batch == 1)
    {
        if (!client.CallMethod(method, Json::Value(Json::arrayValue)).isString())
            throw std::runtime_error("not the result");
        return;
    }
    jsonrpc::BatchCall calls;
    std::vector<int> ids;
    for (std::size_t i = 0; i != what.batch; ++i)
        ids.push_back(calls.addCall(method, Json::Value(Json::arrayValue)));
    auto answers = client.CallProcedures(calls);
    for (auto id : ids)
        if (!answers.getResult(id).isString())
            throw std::runtime_error("not the result");
}

} // namespace

int main(int count, char* arguments[])
{
    try
    {
        if (count != 4)
            throw std::invalid_argument("usage: PROGRAM SCENARIO URL CALLS");
        bench::scenario what(arguments[1]);
        bench::meter figures(what, std::stoull(arguments[3]));
        jsonrpc::HttpClient connector(arguments[2]);
        jsonrpc::Client client(connector);
        do
        {
            auto begun = figures.begin();
            call(client, what);
            figures.end(begun);
        }
        while (!figures.is_done());
        figures.print();
        return EXIT_SUCCESS;
    }
    catch (const std::exception& error)
    {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
