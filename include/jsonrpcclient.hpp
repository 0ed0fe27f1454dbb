// SPDX-License-Identifier: BSL-1.0
// The whole library, but for stream_channel.hpp: a template for channels over streams of your own.
#pragma once

#include <jsonrpcclient/backoff.hpp>
#include <jsonrpcclient/batch.hpp>
#include <jsonrpcclient/channel.hpp>
#include <jsonrpcclient/channel_pair.hpp>
#include <jsonrpcclient/client.hpp>
#include <jsonrpcclient/connection_state.hpp>
#include <jsonrpcclient/error.hpp>
#include <jsonrpcclient/framing.hpp>
#include <jsonrpcclient/id.hpp>
#include <jsonrpcclient/id_generators.hpp>
#include <jsonrpcclient/logging.hpp>
#include <jsonrpcclient/mock_script.hpp>
#include <jsonrpcclient/mock_server.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/params.hpp>
#include <jsonrpcclient/process.hpp>
#include <jsonrpcclient/request.hpp>
#include <jsonrpcclient/response.hpp>
#include <jsonrpcclient/statistics.hpp>
#include <jsonrpcclient/version.hpp>
