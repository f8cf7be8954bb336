import { webServers } from '../servers/web-servers.ts';
import { describeContract } from './describe-contract.ts';

describeContract(webServers);
